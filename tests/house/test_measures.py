"""The page of performance holds every measurement there is."""

from tests.architecture.source import HOUSE


def test_every_script_that_prints_figures_is_run_for_the_page() -> None:
    report = (HOUSE / "bench" / "report.py").read_text("utf-8")
    scripts = {
        path.name: path.read_text("utf-8") for path in (HOUSE / "bench").glob("*.py")
    }
    measuring = {
        name
        for name, source in scripts.items()
        if '"bench": "' in source and 'if __name__ == "__main__":' in source
    }
    assert len(measuring) > 5
    assert not {name for name in measuring if f'"bench/{name}"' not in report}
