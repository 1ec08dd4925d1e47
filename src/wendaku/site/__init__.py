"""Which pages the site has, what their templates may see, how they are rendered (`site.rendering`), and the assets they name."""

from wendaku.site.catalogue import Facts, facts_of
from wendaku.site.pages import ENTRY_TEMPLATE, PlannedPage, SitePlan, plan_pages

__all__ = ["ENTRY_TEMPLATE", "Facts", "PlannedPage", "SitePlan", "facts_of", "plan_pages"]
