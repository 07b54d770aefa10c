"""Actor-linkage networks: records in, records out. This room never sees the study file.

events: what is seen in a text (who stands with whom, who does what to whom). direction: typed linkage inside one
sentence. build: events become ties that keep their evidence. measures: numbers on a network (the only user of
networkx). layout: where the actors stand in a figure.
"""
