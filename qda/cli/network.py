"""qda network build|measures|edge|draw|export; the callback is `qda network --statements FILE`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli import network_file, network_more
from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put, put_json, put_outcomes, put_table, say, tell

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    help="Build, measure, export, draw actor-linkage networks; print the quotes of a tie.",
)
app.callback()(network_file.command)
network_more.add_to(app)


@app.command("build")
def build(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Build every community's networks from mentions and linkage codings."""
    from qda.steps.network import build_networks, plan_network
    from qda.steps.run import require

    with opened(context, study) as (ours, settings), progress_bar() as progress:
        require(plan_network(ours, settings))
        outcome = build_networks(ours, settings, progress=progress)
    tell(outcome)
    put_outcomes([outcome], as_json)


@app.command("measures")
def measures(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Show how large each network is: documents, actors, ties. Indices with intervals: qda network indices."""
    from qda.steps.tables import make_table

    with opened(context, study) as (ours, settings):
        put_table(make_table(ours, settings, "networks"), as_json)


@app.command("edge")
def edge(
    context: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="An actor: id, name or alias.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another actor.")],
    case: Annotated[str, typer.Option(help="Only this community.")] = "",
    relation: Annotated[str, typer.Option(help="Only this relation.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also sentences that do not count: repetitions, other modalities.")
    ] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the sentences behind a tie: as many as its weight."""
    from qda.steps.edge import edge_table

    with opened(context, study) as (ours, settings):
        put_table(edge_table(ours, settings, a, b, case, relation, everything), as_json)


@app.command("draw")
def draw(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option("--out", help="The folder for the figures, or one .svg or .png file with --case.")
    ],
    case: Annotated[str, typer.Option(help="Only this community.")] = "",
    linkage: Annotated[bool, typer.Option("--linkage", help="Who does what to whom, instead of co-mention.")] = False,
    against: Annotated[str, typer.Option("--against", help="Another community: draw what differs from --case.")] = "",
    study: StudyOption = None,
) -> None:
    """Draw the network of each community as SVG (or PNG), typed linkage, or the difference of two communities."""
    from qda.steps.draw import draw_networks

    with opened(context, study) as (ours, settings):
        for path in draw_networks(ours, settings, out, case, linkage=linkage, against=against):
            put(path.as_posix())


@app.command("export")
def export(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", help="A .graphml, .gexf, .net, .dl or .csv file, or a folder.")
    ] = None,
    case: Annotated[str, typer.Option(help="Only this community.")] = "",
    relation: Annotated[str, typer.Option(help="Only this relation, e.g. co-mention.")] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export ties for Gephi, Pajek, UCINET, R and others; a folder gets nodes.csv and edges.csv; --json prints them."""
    from qda.steps.draw import export_ties, tie_records

    with opened(context, study) as (ours, settings):
        if out is None or as_json:
            put_json(tie_records(ours, case, relation))
            return
        count, captions = export_ties(ours, settings, out, case, relation)
    put("\n".join(captions))
    say(f"wrote {out.as_posix()} ({count} ties)")
