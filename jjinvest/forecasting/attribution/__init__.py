"""Why a forecast changed since the last release."""
