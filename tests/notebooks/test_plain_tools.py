"""Plain papermill and nbconvert on a notebook of the repository: the numbers of a run, no outside address."""

from __future__ import annotations

import asyncio
import re
import time

import nbformat
import pytest
import zmq
import zmq.asyncio
from jupyter_client.session import Session
from nbconvert.exporters import HTMLExporter

from jjinvest.reporting.output_records import records
from tests.fixtures.plain_papermill import AnswerChannel, executed_by_papermill
from tests.fixtures.runs import ROOT

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
FIRST = "30_funds_in_place"
ANY = [pytest.param(name, marks=() if name == FIRST else pytest.mark.slow) for name in NOTEBOOKS]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    folder, done = tmp_path_factory.mktemp("papermill"), {}

    def notebook(name):
        if name not in done:
            source, target = ROOT / "notebooks" / f"{name}.ipynb", folder / f"{name}.ipynb"
            done[name] = executed_by_papermill(source, target, ROOT)
        return done[name]

    return notebook


def numbers(notebook):
    """Facts by id, as the calls of a report recorded them."""
    return {fact["id"]: fact for record in records(notebook) for fact in record["facts"]}


@pytest.mark.parametrize("name", ANY)
def test_papermill_shows_the_numbers_of_a_run(executed, published, name):
    of_run = nbformat.read(published("2023Q4") / f"{name}.zh.ipynb", as_version=4)
    assert numbers(of_run)
    assert numbers(executed(name)) == numbers(of_run)


@pytest.mark.parametrize("name", ANY)
def test_nbconvert_without_input_names_no_outside_address(executed, name):
    html, _ = HTMLExporter(template_name="basic", exclude_input=True).from_notebook_node(executed(name))
    assert "<h1" in html
    assert "report.header" not in html
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html)
    assert "<script" not in html


async def seconds_to_an_answer_that_wakes_nobody():
    """An answer comes while the event loop does something else, and something sent takes its signal away."""
    with zmq.Context() as plain, zmq.asyncio.Context() as waiting:
        kernel, client = plain.socket(zmq.PAIR), waiting.socket(zmq.PAIR)
        client.connect(f"tcp://127.0.0.1:{kernel.bind_to_random_port('tcp://127.0.0.1')}")
        session = Session(key=b"key")
        answer = asyncio.ensure_future(AnswerChannel(client, session).get_msg(5))
        await asyncio.sleep(0.1)
        session.send(kernel, "execute_reply")
        began = time.monotonic()
        while not zmq.Socket.shadow(client.underlying).get(zmq.EVENTS) & zmq.POLLIN:
            assert time.monotonic() < began + 5
        assert (await answer)["msg_type"] == "execute_reply"
        seconds = time.monotonic() - began
        client.close()
        kernel.close()
    return seconds


def test_no_answer_of_a_kernel_is_missed():
    assert asyncio.run(seconds_to_an_answer_that_wakes_nobody()) < 3
