"""Which pages the site has, what their templates may see, how they are rendered, and the assets they name."""

from wendaku.site.pages import PlannedPage, SiteData, plan_pages
from wendaku.site.rendering import Renderer

__all__ = ["PlannedPage", "Renderer", "SiteData", "plan_pages"]
