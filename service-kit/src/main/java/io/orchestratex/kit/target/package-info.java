/**
 * Targets that people add while a service runs: how they are sent, tested, sealed, stored and told
 * of. Each service that has some keeps its own, in the table {@code added_targets} of its database,
 * and answers for all that is particular about them by its {@link
 * io.orchestratex.kit.target.TargetOwner}.
 */
@NullMarked
package io.orchestratex.kit.target;

import org.jspecify.annotations.NullMarked;
