"""Run one service:

python -m chassis loans.service:LoansService --config services/loans/config.yaml
"""

import eventlet

eventlet.monkey_patch()

if __name__ == "__main__":
    from chassis.run import main

    main()
