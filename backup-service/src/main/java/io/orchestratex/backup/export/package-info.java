/** Handing a backup out in the format of the engine's own tools. */
@NullMarked
package io.orchestratex.backup.export;

import org.jspecify.annotations.NullMarked;
