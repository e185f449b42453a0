"""How the course looks as a site: read by sphinx, which ``python -m coursetools site`` starts."""

project = "Learn Reinforcement Learning with PyTorch"
html_title = project
author = "The course team"

extensions = [
    "myst_nb",  # notebooks as pages, with the outputs that are stored in them
    "sphinx-mathjax-offline",  # printed mathematics without a foreign host
]
html_theme = "sphinx_book_theme"  # search, a dark theme, and a table of contents beside the text
html_theme_options = {
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the search field stands in the sidebar already
}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False

nb_execution_mode = "off"
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]  # a slider shows its stored figure
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_dmath_double_inline = True
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]
