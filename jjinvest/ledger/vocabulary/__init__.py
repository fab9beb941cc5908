"""What clerks write for places, sectors and stages, and what it means: tables and a district's own words."""
