"""FastAPI, FastStream on RabbitMQ and PyMongo's asyncio client."""
