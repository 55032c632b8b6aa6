"""Prints, as JSON, what the anndata of PyPI reads from a file."""

import json
import sys

import anndata

data = anndata.read_h5ad(sys.argv[1])
obs = data.obs.astype(object).where(data.obs.notna(), None)
print(
    json.dumps(
        {
            "ids": list(data.obs_names),
            "features": list(data.var_names),
            "x": data.X.tolist(),
            "dtype": str(data.X.dtype),
            "obs": {name: list(obs[name]) for name in obs},
            "kinds": {name: str(data.obs[name].dtype) for name in data.obs},
            "pca": data.obsm["X_pca"].tolist(),
            "umap": data.obsm["X_umap"].tolist(),
            "shares": data.uns["pca"]["variance_ratio"].tolist(),
            "model": str(data.uns["model"]),
        }
    )
)
