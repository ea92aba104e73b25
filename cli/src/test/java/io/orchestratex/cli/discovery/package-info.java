@NullMarked
package io.orchestratex.cli.discovery;

import org.jspecify.annotations.NullMarked;
