"""wendaku 问答库: scraped Chinese Q&A pages to reviewed entries to a static FAQ site with offline search."""

__version__ = "0.1.0"
