"""Events as a log that process-mining tools read (column names of the XES standard, IEEE 1849)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def event_log(events: pd.DataFrame, start: str, path: str | Path | None) -> pd.DataFrame:
    """Cases, activities and time stamps from events; other columns follow under their own names."""
    minutes = events["arrival"].to_numpy() if "arrival" in events else events["step"].to_numpy(dtype=float)
    if "cycle" in events and "arrival" not in events:
        minutes = minutes + events["cycle"].to_numpy(dtype=float) * 1440.0
    try:
        origin = pd.Timestamp(start)
    except ValueError:
        raise ValueError(f"start={start!r} is not a moment. Pass text such as '2026-01-05 08:00:00'.") from None
    log = pd.DataFrame(
        {
            "case:concept:name": events["customer"].astype(str),
            "concept:name": events["touchpoint"].astype(str),
            "time:timestamp": origin + pd.to_timedelta(np.round(minutes * 60e6).astype("int64"), unit="us"),
        }
    )
    for name in events.columns:
        if name not in ("customer", "touchpoint", "arrival"):
            log[name] = events[name].to_numpy()
    cycles = events["cycle"].to_numpy() if "cycle" in events else np.zeros(len(events))
    log = log.iloc[np.lexsort((events["step"].to_numpy(), cycles, events["customer"].to_numpy()))]
    log = log.reset_index(drop=True)
    if path is not None:
        log.to_csv(path, index=False)
    return log
