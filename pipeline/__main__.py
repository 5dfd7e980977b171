"""Where ``hongtou`` and ``python -m pipeline`` begin: what has to be done before all else."""

from __future__ import annotations

import gc
import os
import signal
import sys

# options of lint without which nobody asks for the spelling proof of a single file
_WITHOUT = ("--no-spelling", "--select", "--ignore", "--explain", "--help", "-h")
_CHECKED = (".docx", ".docm", ".txt", ".md")


def main() -> None:
    """Run the command line. Never returns."""
    # commands are short and make few cycles: looking for them so often costs more than they weigh
    gc.set_threshold(10_000)
    # numpy starts threads for matrix products, which takes longer than the rest; nobody has any
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        if _one_file_to_check(sys.argv[1:]):
            from pipeline.proof.beside import beside

            with beside():
                _run()
        _run()
    except KeyboardInterrupt:  # while modules are still being loaded
        from pipeline.errors import INTERRUPTED

        sys.stderr.write(f"\n{INTERRUPTED}\n")
        sys.exit(130)


def _interrupt(*_: object) -> None:
    """The first Ctrl-C ends the command in good order; another one must not disturb that: other
    processes would be left behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _one_file_to_check(arguments: list[str]) -> bool:
    """Whether this looks like ``hongtou lint FILE``. Then the spelling proof starts loading beside
    the command's own modules; the command itself knows whether it is wanted (cli/lint.py)."""
    if arguments[:1] != ["lint"] or any(one.startswith(_WITHOUT) for one in arguments):
        return False
    files = filter(os.path.isfile, arguments)
    return sum(file.lower().endswith(_CHECKED) for file in files) == 1


def _run() -> None:
    from pipeline.cli import main as command

    command()


if __name__ == "__main__":
    main()
