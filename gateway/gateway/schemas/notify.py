"""The inbox on the public interface."""

from __future__ import annotations

from chassis.fields import Paging, View, choice, moment, ref, text, whole


class MessagesQuery(Paging):
    unread = choice(("true", "false"), required=False, description="Only what is still unread.")


class MessageView(View):
    message_id = ref()
    channel = choice(("in_app",))
    state = choice(("delivered",))
    template = text(example="registration.confirmed", description="What the message is about.")
    language = choice(("zh-CN", "en"))
    title = text(example="招聘会报名成功")
    text = text(2000, example="您已报名“昆明春风行动”，2025年3月8日开始。入场时请携带身份证。")
    created_at = moment()
    read_at = moment(allow_none=True)
    version = whole(example=1)
