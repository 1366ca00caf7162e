"""The risk-coverage curves as a picture."""

from pathlib import Path

from .answers import Outcomes


def draw(outcomes: dict[str, Outcomes], path: Path) -> None:
    """One line a task: of all questions the part answered, and of the answered the part that is wrong or should have
    been refused, as the threshold falls."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for name, outcome in outcomes.items():
        axes.plot(*outcome.curve(), label=f"{name} (AUROC {outcome.auroc():.3f})", linewidth=1.5)
    axes.set(
        xlabel="coverage: questions answered",
        ylabel="risk: answers wrong or not to be given",
        xlim=(0, 1),
        ylim=(0, None),
    )
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
