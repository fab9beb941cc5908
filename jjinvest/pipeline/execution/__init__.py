"""Notebooks executed in processes of their own, locally or on Dask workers."""
