/** Typed clients of the services' published APIs; a page calls nothing else. */
@NullMarked
package io.orchestratex.gateway.console.service;

import org.jspecify.annotations.NullMarked;
