/** Where artifacts are kept. */
@NullMarked
package io.orchestratex.backup.vault;

import org.jspecify.annotations.NullMarked;
