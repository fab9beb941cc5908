"""The parts of nbconvert that pages use: texts of notebooks as HTML, and streams without their colours.

nbconvert itself imports its exporters, a client of kernels and a cleaner of HTML of its own, which takes half
as long as to make the pages.
"""

from jjinvest.core.light_imports import when_used, without_init

# the parser of pages is for images that a text embeds
with (
    without_init("nbconvert", "nbconvert.filters", "nbconvert.preprocessors"),
    when_used(
        "bs4",
        "bleach",
        "nbconvert.preprocessors.sanitize",
        calls=["bs4.BeautifulSoup", "nbconvert.preprocessors.sanitize._get_default_css_sanitizer"],
    ),
):
    from nbconvert.filters.ansi import strip_ansi
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

__all__ = ["markdown2html_mistune", "strip_ansi"]
