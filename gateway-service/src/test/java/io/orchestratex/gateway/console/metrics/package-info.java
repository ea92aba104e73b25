@NullMarked
package io.orchestratex.gateway.console.metrics;

import org.jspecify.annotations.NullMarked;
