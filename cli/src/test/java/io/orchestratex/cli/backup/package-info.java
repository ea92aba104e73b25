@NullMarked
package io.orchestratex.cli.backup;

import org.jspecify.annotations.NullMarked;
