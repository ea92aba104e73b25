/** What keeps a backup from being removed, and what says that it is being removed. */
@NullMarked
package io.orchestratex.backup.hold;

import org.jspecify.annotations.NullMarked;
