/** Docker volumes, on the Docker engine of this machine. */
@NullMarked
package io.orchestratex.backup.engine.volume;

import org.jspecify.annotations.NullMarked;
