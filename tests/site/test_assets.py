"""Published styles and scripts: named by their content, without what only their authors read."""

import gzip

from wendaku.site.assets import make_lean, read_assets


def test_names_follow_the_content_and_icons_keep_theirs() -> None:
    assets = read_assets()
    assert assets.addresses["icons/favicon.svg"] == "assets/icons/favicon.svg"
    assert assets.addresses["css/site.css"].startswith("assets/css/site.")
    assert {file.path for file in assets.files} == set(assets.addresses.values())


def test_comments_and_indentation_are_left_out() -> None:
    source = "/* a\n  b */\nfunction f() {\n  // why\n  return 'http://x'; // kept\n}\n"
    assert make_lean(source, script=True) == "function f() {\nreturn 'http://x'; // kept\n}\n"
    assert (
        make_lean("a {\n  color: red; /* kept */\n}\n\n\nb {}\n", script=False)
        == "a {\ncolor: red; /* kept */\n}\nb {}\n"
    )


def test_a_script_with_a_template_literal_over_several_lines_stays_as_it_is() -> None:
    source = "const text = `\n  // no comment\n`;\n"
    assert make_lean(source, script=True) == source


def test_the_packaged_interface_stays_small() -> None:
    sizes = {file.path: len(gzip.compress(file.data, 9)) for file in read_assets().files}
    own = sum(size for path, size in sizes.items() if path.endswith(".css") or "/ui." in path)
    assert own < 7000, sizes
