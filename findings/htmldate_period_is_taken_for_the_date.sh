#!/usr/bin/env bash
# htmldate 1.11.0 (the dates of trafilatura): pages with 发布时间：2024年1月15日 (published on 15 January 2024). The day is
# never read, only a year is, and any year will do: that of a copyright line makes it 1 January 2025, that of the period
# in the heading, 江津区2023年1-11月 (January to November 2023), 1 January 2023; where the title begins with the period it
# is 11 January 2023. 2024-01-15 on the same page is right. No error.
# Guess before the run: 2024-01-15 from all of them.
# Seen:  plain 2024-01-01; copyright 2025-01-01; heading 2023-01-01; title 2023-01-11; ISO 2024-01-15
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check htmldate==1.11.0
cat > "$folder/seen.py" <<'PY'
from htmldate import find_date

PERIOD = "江津区2023年1-11月招商引资情况"


def found(title, published, text, footer=""):
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class='info'>{published}</div><p>{text}</p>{footer}</body></html>"
    )
    return find_date(page, max_date="2026-11-29")


chinese, iso = "发布时间：2024年1月15日", "发布时间：2024-01-15"
rights = "<div>版权所有 2025</div>"
seen = {
    "plain": found("江津区招商引资情况", chinese, "全区签约项目132个。"),
    "copyright": found("江津区招商引资情况", chinese, "全区签约项目132个。", rights),
    "heading": found(PERIOD, chinese, "全区签约项目132个。"),
    "title": found(PERIOD.removeprefix("江津区"), chinese, "全区签约项目132个。"),
    "ISO": found(PERIOD, iso, "全区签约项目132个。", rights),
}
print("; ".join(f"{name} {date}" for name, date in seen.items()))
assert list(seen.values()) == ["2024-01-01", "2025-01-01", "2023-01-01", "2023-01-11", "2024-01-15"], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
