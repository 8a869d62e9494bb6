"""Run one service:

python -m chassis loans.service:LoansService --config services/loans/config.yaml
"""

# Guarded as a whole: who only imports this module keeps his own threads and sockets.
if __name__ == "__main__":
    import eventlet

    eventlet.monkey_patch()

    from chassis.service.run import main

    main()
