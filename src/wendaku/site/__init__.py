"""Which pages the site has, what their templates may see, how they are rendered, and the assets they name."""

from wendaku.site.catalogue import Facts, facts_of
from wendaku.site.pages import ENTRY_TEMPLATE, PlannedPage, SitePlan, plan_pages
from wendaku.site.rendering import Renderer

__all__ = ["ENTRY_TEMPLATE", "Facts", "PlannedPage", "Renderer", "SitePlan", "facts_of", "plan_pages"]
