"""Notebooks executed by papermill in forked kernels, locally or on Dask workers."""
