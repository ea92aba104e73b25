package io.orchestratex.backup.drill;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A target of a backup that a drill of all of them leaves out.
 *
 * @param target id of the target
 * @param engine its engine
 * @param reason why it cannot be drilled, as part of a sentence
 */
@Schema(name = "NotDrilled")
record NotDrilled(String target, String engine, String reason) {}
