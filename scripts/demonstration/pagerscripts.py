"""The scripts that write the pagers of lists in a browser, so that the recorded sites can be walked through.

A harvest never runs them; it reads from the page what they would do.
"""

from __future__ import annotations

__all__ = ["PAGER_SCRIPTS"]

_CREATE_PAGE = """\
// Writes the links to the other pages of a list: count, current (from 0), name and ending of the files.
function createPageHTML(count, current, name, ending) {
  function link(at, text) {
    if (at < 0 || at >= count || at == current) return '<span>' + text + '</span> ';
    return '<a href="' + name + (at ? '_' + at : '') + '.' + ending + '">' + text + '</a> ';
  }
  var out = '';
  for (var at = 0; at < count; at++) out += link(at, at + 1);
  document.write(out + (current + 1 < count ? link(current + 1, '\\u4e0b\\u4e00\\u9875') : ''));
}
"""

_JPAGE = """\
// Shows the records of a data island page by page and asks the proxy for those that the page does not hold.
(function (w) {
  function records(text) {
    var found = [], one, search = /<record><!\\[CDATA\\[([\\s\\S]*?)\\]\\]><\\/record>/g;
    while ((one = search.exec(text))) found.push(one[1]);
    return found;
  }
  function form(data) {
    var pairs = [];
    for (var name in data) pairs.push(encodeURIComponent(name) + '=' + encodeURIComponent(data[name]));
    return pairs.join('&');
  }
  function Box(selector) { this.node = document.getElementById(selector.slice(1)); }
  Box.prototype.jpage = function (set) {
    var node = this.node, held = records(node.querySelector('script').textContent), group = held.length;
    var pages = Math.ceil(set.totalRecord / set.perPage), list = document.createElement('ul');
    var bar = document.createElement('div');
    bar.className = 'jpage_bar';
    node.innerHTML = '';
    node.appendChild(list);
    node.appendChild(bar);
    function show(page) {
      var from = (page - 1) * set.perPage, to = Math.min(from + set.perPage, set.totalRecord);
      if (held[from] === undefined) return ask(page, from - from % group);
      list.innerHTML = held.slice(from, to).join('');
      bar.innerHTML = '';
      for (var at = 1; at <= pages; at++) {
        var link = document.createElement(at == page ? 'b' : 'a');
        link.textContent = at;
        if (at != page) { link.href = '#'; link.onclick = turn(at); }
        bar.appendChild(link);
        bar.appendChild(document.createTextNode(' '));
      }
    }
    function turn(page) { return function () { show(page); return false; }; }
    function ask(page, start) {
      var call = new XMLHttpRequest(), end = Math.min(start + group, set.totalRecord);
      var range = '?startrecord=' + (start + 1) + '&endrecord=' + end + '&perpage=' + set.perPage;
      call.open('POST', set.proxyUrl + range);
      call.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
      call.onload = function () {
        records(call.responseText).forEach(function (one, at) { held[start + at] = one; });
        if (held[(page - 1) * set.perPage] !== undefined) show(page);
      };
      call.send(form(set.ajaxParam.data));
    }
    show(1);
  };
  w.$ = w.$ || function (selector) { return new Box(selector); };
})(window);
"""

# manner of paging: path and text of its script
PAGER_SCRIPTS = {
    "script": ("/js/createPage.js", _CREATE_PAGE),
    "datastore": ("/script/jpage/jquery.jpage.js", _JPAGE),
}
