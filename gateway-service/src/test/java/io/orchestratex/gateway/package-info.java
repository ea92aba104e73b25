/** The real gateway on real engines, with a service behind it that misbehaves when asked to. */
@NullMarked
package io.orchestratex.gateway;

import org.jspecify.annotations.NullMarked;
