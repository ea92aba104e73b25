/**
 * What every page of the console shares: the layout, the parts of pages, their addresses and
 * assets.
 */
@NullMarked
package io.orchestratex.gateway.console.frame;

import org.jspecify.annotations.NullMarked;
