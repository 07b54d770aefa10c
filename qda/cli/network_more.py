"""qda network indices|ranks|units|brokers|backbone|groups|compare"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli import network_of
from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table


def _show(context: typer.Context, study: StudyOption, name: str, as_json: bool) -> None:
    from qda.steps.tables import make_table

    with opened(context, study) as (ours, settings):
        put_table(make_table(ours, settings, name), as_json)


def indices(
    context: typer.Context,
    actors: Annotated[bool, typer.Option("--actors", help="One row an actor.")] = False,
    more: Annotated[bool, typer.Option("--more", help="With --actors: the other centralities.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show indices of each community's network, or of its actors, with intervals over documents."""
    whole = "network-indices" if not actors else "actor-centralities" if more else "actor-indices"
    _show(context, study, whole, as_json)


def ranks(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Show actors' ranks as intervals, and whether being spoken of much explains them."""
    _show(context, study, "actor-ranks", as_json)


def units(
    context: typer.Context,
    actors: Annotated[bool, typer.Option("--actors", help="One row an actor: its rank under each.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what hangs on the unit of co-mention (sentence, segment, turn, agenda item) and on which names are joined."""
    _show(context, study, "unit-ranks" if actors else "network-units", as_json)


def brokers(
    context: typer.Context,
    ties: Annotated[bool, typer.Option("--ties", help="Ties within and between sectors (E-I) instead.")] = False,
    directed: Annotated[bool, typer.Option("--directed", help="In the directed linkage network.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who stands between sectors, against shuffled sectors."""
    name = "sector-ties" if ties else "linkage-brokerage" if directed else "brokerage"
    _show(context, study, name, as_json)


def backbone(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Show which actors are named in the same documents more often than chance; the model is named."""
    _show(context, study, "backbone", as_json)


def groups(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Show cohesive groups, CONCOR blocks, core and periphery."""
    _show(context, study, "cohesion", as_json)


def compare(
    context: typer.Context,
    ties: Annotated[bool, typer.Option("--ties", help="Tie by tie.")] = False,
    alike: Annotated[bool, typer.Option("--alike", help="QAP: are networks alike; no test of difference.")] = False,
    similar: Annotated[
        bool, typer.Option("--similar", help="Describe how alike: shared ties, portrait divergence, ranks.")
    ] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Test whether networks differ between communities, by permuting documents; refused where documents are too few."""
    chosen = [
        name
        for name, asked in (("tie-differences", ties), ("network-relatedness", alike), ("network-similarity", similar))
        if asked
    ]
    _show(context, study, chosen[0] if chosen else "network-compare", as_json)


def add_to(app: typer.Typer) -> None:
    """Enter the commands."""
    for command in (indices, ranks, units, brokers, backbone, groups, compare):
        app.command(command.__name__)(command)
    app.command("of")(network_of.command)
