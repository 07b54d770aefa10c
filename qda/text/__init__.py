"""Text: decoding, folding, dates, the layout of minutes and interviews, turns, segments and words.

Every function takes `str` and returns records with spans in code points of the text it was given. The room reads no
files; `qda.readers` does.
"""
