/** Putting a backup back: plan, safety backup, load beside, compare, swap, roll back. */
@NullMarked
package io.orchestratex.backup.restore;

import org.jspecify.annotations.NullMarked;
