@NullMarked
package io.orchestratex.cli.adopt;

import org.jspecify.annotations.NullMarked;
