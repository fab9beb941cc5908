"""What clerks write for places, sectors and stages, and what it means: packaged tables and a district's own words."""
