@NullMarked
package io.orchestratex.gateway.console.frame;

import org.jspecify.annotations.NullMarked;
