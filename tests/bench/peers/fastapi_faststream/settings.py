"""What both processes are told by their environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    amqp_uri: str
    mongo_uri: str
    mongo_db: str


settings = Settings()
