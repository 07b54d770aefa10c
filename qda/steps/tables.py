"""The tables a study can make, by name. `TABLES` is the list that `qda table --list` shows and docs/tables.md is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qda.errors import UnknownName
from qda.steps import (
    compare,
    prevalence,
    tables_actors,
    tables_agreement,
    tables_codes,
    tables_corpus,
    tables_disagreements,
    tables_discourse,
    tables_event_agreement,
    tables_linkage,
    tables_machines,
    tables_models,
    tables_network,
    tables_network_brokers,
    tables_network_compare,
    tables_network_indices,
    tables_origins,
    tables_people,
    tables_reliability,
    tables_rules,
    tables_sets_spans,
    tables_study_networks,
    tables_units,
)
from qda.steps.document_networks import Shared
from qda.steps.settings import Settings
from qda.steps.undo import batch_table
from qda.store.study import Study
from qda.table import Table

Maker = Callable[..., Table]


@dataclass(frozen=True, slots=True)
class TableKind:
    """One table of the list. make: builds it of study and settings, and of what tables share. meaning: one line.
    in_report: written to reports/tables/ by `qda report`. shares: whether `make` asks for what tables share."""

    make: Maker
    meaning: str
    in_report: bool = True
    shares: bool = False


TABLES: dict[str, TableKind] = {
    "cases": TableKind(tables_corpus.cases, "what was read: communities, documents, turns, people"),
    "documents": TableKind(tables_corpus.documents, "every document with date, encoding, turns, speakers, problems"),
    "files": TableKind(tables_corpus.files, "every file: read or not read, with what to look at", in_report=False),
    "problems": TableKind(tables_corpus.problems, "every fault found in a file, and every file left out"),
    "speakers": TableKind(tables_corpus.speakers, "every speaker label, the actor it belongs to, its turns"),
    "proceedings": TableKind(tables_corpus.proceedings, "agenda items, votes, resolutions and tasks of the minutes"),
    "metadata": TableKind(
        tables_origins.metadata, "every field of every document and where its value came from", in_report=False
    ),
    "remarks": TableKind(
        tables_origins.remarks, "comments and footnotes of files, with the words they are about", in_report=False
    ),
    "segments": TableKind(tables_corpus.segments, "every coding unit with its text", in_report=False),
    "codebook": TableKind(tables_codes.codebook, "the codes with definitions, include, exclude and rules"),
    "coded": TableKind(tables_codes.coded, "dimension and mechanism by community: segments, documents, shares"),
    "codes": TableKind(tables_codes.codes, "every code by community: segments, documents, shares"),
    "polarity": TableKind(
        tables_codes.polarity, "how coded things are said to be: realised, planned, demanded, denied"
    ),
    "codings": TableKind(tables_codes.codings, "every coding with its words and its source", in_report=False),
    "quotes": TableKind(tables_codes.quotes, "example quotes per code and community"),
    "rules": TableKind(tables_rules.rules, "every rule: hits by community, precision on people's codings"),
    "rule-cells": TableKind(
        tables_rules.rule_cells, "for each rule, the counts by code and community without it", in_report=False
    ),
    "compare": TableKind(tables_codes.compare, "do communities differ? permutation of documents, Holm over codes"),
    "words": TableKind(compare.words, "which words set communities apart; a ranking, no test", in_report=False),
    "batches": TableKind(batch_table, "every coding run: coder, codebook, codings, whether it stands", in_report=False),
    "agreement": TableKind(tables_agreement.agreement, "coders compared, per code: agreement, intervals, verdicts"),
    "coefficients": TableKind(tables_agreement.coefficients, "every coefficient of agreement side by side, per code"),
    "machines": TableKind(
        tables_machines.machines, "people with each other beside machines with people, on the same segments"
    ),
    "sets": TableKind(tables_sets_spans.sets, "several codes on a segment compared as sets: Jaccard, MASI"),
    "spans": TableKind(tables_sets_spans.spans, "where codes begin and end: u-alpha, characters, overlap"),
    "rounds": TableKind(tables_machines.rounds, "agreement by coding round and by the documents' date"),
    "disagreements": TableKind(
        tables_disagreements.disagreements, "what people judged differently, with the words", in_report=False
    ),
    "coders": TableKind(tables_agreement.coders, "every coder: segments seen, coded, seen without a code, not seen"),
    "accuracy": TableKind(tables_reliability.accuracy, "the rules against the adjudicated codings, per code"),
    "prevalence": TableKind(prevalence.prevalence, "every code by community: machine, people's sample, corrected"),
    "prevalence-differences": TableKind(
        prevalence.differences, "pairs of communities: difference of corrected shares", in_report=False
    ),
    "model-prevalence": TableKind(prevalence.model_prevalence, "corrected shares by every model"),
    "scores": TableKind(tables_models.scores, "every trained coder, per code: out-of-fold scores with intervals"),
    "score-communities": TableKind(
        tables_models.score_communities, "where trained coders are right and wrong, by community"
    ),
    "transfer": TableKind(tables_models.transfer, "is what was learnt elsewhere worth anything in a community?"),
    "learning-curve": TableKind(tables_models.learning_curve, "scores by amount of training documents"),
    "features": TableKind(tables_models.features, "what speaks most for a code in a trained coder", in_report=False),
    "doubtful": TableKind(
        tables_models.doubtful, "segments where model and label are most surely at odds", in_report=False
    ),
    "actors": TableKind(tables_network.actors, "every actor by community: mentions, turns, documents"),
    "names": TableKind(tables_actors.names, "every name as written, whom it stands for, and why", in_report=False),
    "unlisted": TableKind(
        tables_actors.unlisted,
        "speakers, attendees and words that look like actors and belong to none",
        in_report=False,
    ),
    "people": TableKind(
        tables_people.people,
        "speakers who belong to no actor, with whom the texts say they are: to be checked and kept as table of people",
        in_report=False,
    ),
    "events": TableKind(tables_linkage.events, "every linkage event: who does what to whom, with its words"),
    "event-agreement": TableKind(
        tables_event_agreement.event_agreement_table,
        "two coders' linkage events compared: who with whom, in which direction, of which relation",
    ),
    "ties": TableKind(tables_network.ties, "every tie between two actors with its weight and a first quote"),
    "networks": TableKind(tables_network.networks, "how large each community's networks are: documents, actors, ties"),
    "network-indices": TableKind(
        tables_network_indices.network_indices, "indices of each network with intervals", shares=True
    ),
    "actor-ranks": TableKind(
        tables_network_indices.actor_ranks,
        "actors' strength and rank with limits, and what activity alone would give",
        shares=True,
    ),
    "network-units": TableKind(
        tables_units.network_units, "what hangs on the unit of co-mention, and on which names are joined", shares=True
    ),
    "unit-ranks": TableKind(
        tables_units.unit_ranks, "every actor's rank under other units and names", in_report=False, shares=True
    ),
    "actor-indices": TableKind(
        tables_network_indices.actor_indices,
        "actors' betweenness, closeness and constraint with intervals",
        shares=True,
    ),
    "actor-centralities": TableKind(
        tables_network_indices.actor_centralities, "actors' other centralities, plain and by strength", shares=True
    ),
    "brokerage": TableKind(
        tables_network_brokers.brokers, "who stands between sectors: roles, against shuffled sectors", shares=True
    ),
    "linkage-brokerage": TableKind(
        tables_network_brokers.linkage_brokers,
        "the five roles in the directed linkage network, with expectations and z",
    ),
    "sector-ties": TableKind(
        tables_network_brokers.sector_ties, "do ties stay within sectors: the E-I index", shares=True
    ),
    "backbone": TableKind(
        tables_network_compare.backbone, "actors named in the same documents more often than chance", shares=True
    ),
    "cohesion": TableKind(
        tables_network_compare.cohesion, "cohesive groups, CONCOR blocks, core and periphery", shares=True
    ),
    "network-compare": TableKind(
        tables_network_compare.network_compare,
        "do networks differ between communities? permutation of documents",
        shares=True,
    ),
    "tie-differences": TableKind(
        tables_network_compare.tie_differences, "ties that differ most between communities, family held", shares=True
    ),
    "network-similarity": TableKind(
        tables_network_compare.similar_networks, "how alike communities' networks are; description only", shares=True
    ),
    "network-relatedness": TableKind(
        tables_network_compare.related_networks,
        "are communities' networks alike (QAP); no test of difference",
        shares=True,
    ),
    "attendance": TableKind(
        tables_study_networks.attendance, "who is at the same meetings: lists and speakers", shares=True
    ),
    "answers": TableKind(tables_study_networks.answers, "who speaks right after whom", shares=True),
    "actor-codes": TableKind(tables_study_networks.actor_codes, "which actors are named where a code is", shares=True),
    "discourse": TableKind(
        tables_study_networks.discourse, "who says what: done, planned, demanded or denied", shares=True
    ),
    "discourse-pairs": TableKind(
        tables_discourse.discourse_pairs, "who says the same things alike, who otherwise", shares=True
    ),
    "epistemic": TableKind(
        tables_study_networks.epistemic, "which codes stand near each other (ENA), by community", shares=True
    ),
}


def make_table(study: Study, settings: Settings, name: str, shared: Shared | None = None) -> Table:
    """The named table. shared: what several tables of one command read, from the first of them on. Raises UnknownName
    with the known names."""
    if name not in TABLES:
        raise UnknownName("table", name, tuple(TABLES))
    kind = TABLES[name]
    return kind.make(study, settings, shared or Shared(study, settings)) if kind.shares else kind.make(study, settings)
