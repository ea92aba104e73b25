/** Drills: backups that are restored into a server of their own, to see that they can be. */
@NullMarked
package io.orchestratex.backup.drill;

import org.jspecify.annotations.NullMarked;
