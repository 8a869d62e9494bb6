"""nameko as its documentation shows it: http, RpcProxy, EventDispatcher, event_handler."""
