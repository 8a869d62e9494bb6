// Node's packages, from the folder that deploy/local/make-node filled (YUNLING_NODE).

import { createRequire } from "node:module";
import { join } from "node:path";

export const load = createRequire(join(process.env.YUNLING_NODE, "package.json"));
