"""Moments as the pages write them: «16. mars 2026 kl. 12.00»."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j. F Y \\k\\l.\xa0H.i"
SHORT_DATETIME_FORMAT = "d.m.Y \\k\\l.\xa0H.i"
