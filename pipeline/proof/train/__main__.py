"""``python -m pipeline.proof.train``: make the proof model from given texts, in one command."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.proof.train.build import build
from pipeline.proof.train.jobs import Jobs
from pipeline.proof.train.material import Material

_FILE = click.Path(exists=True, dir_okay=False)


@click.command()
@click.option(
    "--laws", multiple=True, required=True, type=_FILE, help="statutes, a paragraph a line"
)
@click.option("--prose", multiple=True, type=_FILE, help="other official prose (counts twice)")
@click.option(
    "--everyday", multiple=True, type=_FILE, help="papers of every day (not for the first trees)"
)
@click.option("--pairs", multiple=True, type=_FILE, help="labelled sentences: wrong TAB right")
@click.option("--clean", multiple=True, type=_FILE, help="clean text kept out of all training")
@click.option("--font", multiple=True, required=True, help="PATH:INDEX of an OFL font's SC face")
@click.option("--jobs", default=1, help="processes that share the work")
@click.option(
    "--keep",
    type=click.Path(exists=True, file_okay=False),
    help="folder to keep the results of long steps in and take them from; empty it when texts or "
    "code have changed",
)
@click.option("--sample", default=12000, help="lines of each fold given synthetic mistakes")
@click.option("--words", type=_FILE, help="libime's word model, for those who have it installed")
@click.option("--levels", type=click.Path(dir_okay=False), help="levels.yaml to write")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="model file to write")
def main(
    laws: tuple[str, ...],
    prose: tuple[str, ...],
    everyday: tuple[str, ...],
    pairs: tuple[str, ...],
    clean: tuple[str, ...],
    font: tuple[str, ...],
    jobs: int,
    keep: str | None,
    sample: int,
    words: str | None,
    levels: str | None,
    out: str,
) -> None:
    """Train, measure on what was kept apart, and write the model."""
    build(
        Material(laws, prose, everyday, pairs, clean, font, sample, words),
        out,
        levels,
        click.echo,
        Jobs(jobs, Path(keep) if keep else None),
    )


if __name__ == "__main__":
    main()
