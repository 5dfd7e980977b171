(function () {
  'use strict';
  var data = JSON.parse(byId('data').textContent);
  var dirty = false;

  function byId(id) { return document.getElementById(id); }

  function make(tag, name, text, parent) {
    var node = document.createElement(tag);
    if (name) { node.className = name; }
    if (text) { node.appendChild(document.createTextNode(text)); }
    if (parent) { parent.appendChild(node); }
    return node;
  }

  function field(tag, caption, key, value, parent) {
    var label = make('label', '', '', parent);
    make('span', '', caption, label);
    var input = make(tag, key, '', label);
    input.value = value || '';
    return input;
  }

  function addOpinion(box, row) {
    var node = make('div', 'opinion', '');
    box.insertBefore(node, box.lastChild);
    var line = make('label', '', '意见类别 ', node);
    var select = make('select', 'level', '', line);
    data.levels.forEach(function (level) {
      var option = make('option', '', level.name + '（' + level.explanation + '）', select);
      option.value = level.name;
    });
    select.value = (row && row.level) || data.default_level;
    if (box.getAttribute('data-id')) {
      field('input', '要改的原文（照抄那几个字，可以不填）', 'original', row && row.original, node);
    }
    field('textarea', '修改建议（修改后的文字）', 'proposal', row && row.proposal, node);
    field('textarea', '理由依据', 'reason', row && row.reason, node);
    var drop = make('button', '', '删去这条意见', node);
    drop.type = 'button';
    drop.onclick = function () { node.parentNode.removeChild(node); changed(); };
    return node;
  }

  function addClause(clause) {
    var box = make('section', 'clause' + (clause.asked ? ' is-asked' : ''), '', byId('clauses'));
    box.setAttribute('data-id', clause.id);
    box.setAttribute('data-label', clause.label);
    var head = make('h2', '', clause.label, box);
    if (clause.asked) { make('span', 'asked', '请重点研究', head); }
    if (clause.text) { make('p', 'text', clause.text, box); }
    var button = make('button', '', clause.id ? '对本条提意见' : '对全文提意见', box);
    button.type = 'button';
    button.onclick = function () {
      var node = addOpinion(box, null);
      node.querySelector('textarea').focus();
      changed();
    };
    return box;
  }

  function opinions() {
    var rows = [];
    Array.prototype.forEach.call(document.querySelectorAll('.clause'), function (box) {
      Array.prototype.forEach.call(box.querySelectorAll('.opinion'), function (node) {
        var value = function (key) {
          var input = node.querySelector('.' + key);
          return input ? input.value.replace(/^\s+|\s+$/g, '') : '';
        };
        rows.push({
          node: node, clause: box.getAttribute('data-id'), label: box.getAttribute('data-label'),
          level: value('level'), original: value('original'), proposal: value('proposal'),
          reason: value('reason')
        });
      });
    });
    return rows;
  }

  function changed() {
    dirty = true;
    count();
    var box = byId('problems');
    box.className = '';
    box.textContent = '';
  }

  function count() {
    var number = opinions().length;
    byId('count').textContent = number ? '已写 ' + number + ' 条意见' : (byId('none').checked ? '无意见' : '还没有写意见');
  }

  function problems(rows) {
    var found = [];
    function mark(row, key, message) {
      row.node.querySelector('.' + key).className = key + ' wrong';
      found.push(row.label + '：' + message);
    }
    rows.forEach(function (row) {
      Array.prototype.forEach.call(row.node.querySelectorAll('.wrong'), function (node) {
        node.className = node.className.replace(' wrong', '');
      });
      var needs = [];
      data.levels.forEach(function (level) { if (level.name === row.level) { needs = level.needs; } });
      if (!row.proposal && (!row.reason || needs.indexOf('proposal') >= 0)) {
        mark(row, 'proposal', '没有写修改建议。');
      }
      if (!row.reason && needs.indexOf('reason') >= 0) {
        mark(row, 'reason', '类别是“' + row.level + '”，必须写理由依据。');
      }
    });
    if (byId('none').checked && rows.length) { found.push('勾选了“无意见”，又写了意见，请二选一。'); }
    if (!byId('none').checked && !rows.length) { found.push('还没有写意见；没有意见的，请勾选“无意见”。'); }
    return found;
  }

  function save() {
    var rows = opinions();
    var found = problems(rows);
    var box = byId('problems');
    box.className = '';
    box.textContent = found.join('\n');
    if (found.length) { return; }
    var unsigned = !byId('signer').value.replace(/\s/g, '');
    if (unsigned && !window.confirm('没有填审签人，将按个人意见登记。仍要保存吗？')) {
      byId('signer').focus();
      return;
    }
    var reply = {
      format: 'hongtou-reply', version: 1, 'case': data['case'], copy: data.copy, round: data.round,
      department: data.department, none: byId('none').checked, signer: byId('signer').value,
      contact: byId('contact').value,
      rows: rows.map(function (row) {
        return {
          clause: row.clause, label: row.label, level: row.level, original: row.original,
          proposal: row.proposal, reason: row.reason
        };
      })
    };
    var name = '反馈意见_' + data.department + '_' + data.copy + '.json';
    var blob = new Blob([JSON.stringify(reply, null, 1)], { type: 'application/json' });
    if (window.navigator.msSaveBlob) {
      window.navigator.msSaveBlob(blob, name);
    } else {
      var link = make('a', 'hidden', '', document.body);
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); document.body.removeChild(link); }, 1000);
    }
    dirty = false;
    box.className = 'done';
    box.textContent = '已保存“' + name + '”，一般在“下载”文件夹里。请把这个文件发回' + data.organ + '。';
  }

  function open(file) {
    var reader = new FileReader();
    reader.onload = function () {
      var box = byId('problems');
      var reply;
      try { reply = JSON.parse(reader.result); } catch (error) { reply = {}; }
      if (reply.format !== 'hongtou-reply' || reply.copy !== data.copy) {
        box.className = '';
        box.textContent = '这个文件不是从本页保存的反馈文件，没有打开。';
        return;
      }
      Array.prototype.forEach.call(document.querySelectorAll('.opinion'), function (node) {
        node.parentNode.removeChild(node);
      });
      reply.rows.forEach(function (row) {
        Array.prototype.forEach.call(document.querySelectorAll('.clause'), function (section) {
          if (section.getAttribute('data-id') === row.clause) { addOpinion(section, row); }
        });
      });
      byId('none').checked = reply.none;
      byId('signer').value = reply.signer;
      byId('contact').value = reply.contact;
      changed();
    };
    reader.readAsText(file, 'utf-8');
  }

  byId('title').textContent = '《' + data.title + '》反馈意见表';
  byId('lead').textContent = '反馈单位：' + data.department + '　　期限：' + data.deadline + '　　编号：' + data.copy;
  data.how.forEach(function (text) { make('p', '', text, byId('how')); });
  data.clauses.forEach(addClause);
  addClause({ id: '', label: '全文', text: '', asked: true });
  if (!data.clauses.some(function (clause) { return clause.asked; })) { byId('only-line').className = 'hidden'; }
  byId('only').onchange = function () {
    Array.prototype.forEach.call(document.querySelectorAll('.clause'), function (box) {
      var show = !byId('only').checked || / is-asked/.test(box.className) || box.querySelector('.opinion');
      box.className = box.className.replace(' hidden', '') + (show ? '' : ' hidden');
    });
  };
  byId('open').onchange = function () { if (this.files.length) { open(this.files[0]); } };
  byId('save').onclick = save;
  document.addEventListener('input', changed);
  byId('none').onchange = changed;
  window.onbeforeunload = function () { if (dirty) { return '填写的内容还没有保存。'; } };
  count();
}());
