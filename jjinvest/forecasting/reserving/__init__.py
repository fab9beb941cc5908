"""Funds by cohort of signing: triangles, chain ladder, Bornhuetter-Ferguson."""
