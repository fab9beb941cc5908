"""The parts of nbconvert that pages use, imported without what is half of its import and shows on no page."""

from jjinvest.core.light_imports import absent, when_used

# a server of slides, and the parser of pages whose images are embedded
with absent("nbconvert.postprocessors.serve"), when_used("bs4", calls=["bs4.BeautifulSoup"]):
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import markdown2html_mistune

__all__ = ["TemplateExporter", "markdown2html_mistune"]
