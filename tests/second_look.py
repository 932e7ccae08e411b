"""second_look.py - a machine can be so busy that a test fails by chance. With $LIVVAKT_SECOND_LOOK, as .ci/run sets it, one that
failed is run once more, by itself when all others have ended. If it passes then it counts as passed, is shown as UNSTEADY with what
its failure said, and its name goes with the counts to $LIVVAKT_RESULTS, of which tests/all makes the sum.
"""
import os

LOOKS_MAX = 3  # where more fail, it is no chance; tests/all takes no more than so many in all its steps together


def look_again(failures, counts, run):
    """Of the {name: (what its failure said, whether that may be chance)} those that may are run again: run(name) gives (passed, failed,
    what it said). Mends the counts {name: (passed, failed)} of those that pass then, and gives their names."""
    unsteady = []
    if not os.environ.get("LIVVAKT_SECOND_LOOK") or len(failures) > LOOKS_MAX:
        return unsteady
    for name in [name for name, (_, may_be_chance) in failures.items() if may_be_chance]:
        passed, failed, text = run(name)
        if failed or not passed:
            print("FAILED again %s\n%s" % (name, text), flush=True)
            continue
        counts[name] = passed, failed
        unsteady.append(name)
        print("UNSTEADY %s\n%s" % (name, failures[name][0]), flush=True)
    return unsteady


def tell(counts, unsteady=()):
    """Prints the sum of (passed, failed) and hands it on; gives this step's exit status."""
    passed, failed = (sum(figures) for figures in zip(*counts)) if counts else (0, 0)
    print("  %d passed, %d failed" % (passed, failed))
    if os.environ.get("LIVVAKT_RESULTS"):
        with open(os.environ["LIVVAKT_RESULTS"], "a", encoding="utf-8") as file:
            file.write("%d %d %s\n" % (passed, failed, " ".join(unsteady)))
    return 1 if failed else 0
