"""Where everything is kept: tables, transactions, migrations. The only importer of SQLAlchemy's engine."""
